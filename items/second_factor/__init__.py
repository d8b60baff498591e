"""What is asked beside the password (双因素认证): codes of an app, passkeys and security keys, recovery codes."""
