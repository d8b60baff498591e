-- What the portal's own role may do where another role owns the tables and runs `manage.py migrate`:
--   psql -v role=portal -f deploy/postgresql-grants.sql
-- Run it as the owner after each migration. The record of what was done can be added to and read, nothing else.
-- So what is older than PORTAL_AUDIT_DAYS is removed by the owner: manage.py remove_old_audit with his DATABASE_URL.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :role;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :role;
REVOKE UPDATE, DELETE, TRUNCATE ON items_auditentry, items_auditlink, items_historyentry FROM :role;
