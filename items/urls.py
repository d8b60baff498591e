"""The addresses of the portal: each subject has its own."""

from .approvals.urls import urlpatterns as approvals
from .audit.urls import urlpatterns as audit
from .bulletins.urls import urlpatterns as bulletins
from .calendars.urls import urlpatterns as calendars
from .chasing.urls import urlpatterns as chasing
from .clockwork.urls import urlpatterns as clockwork
from .closing.urls import urlpatterns as closing
from .comparing.urls import urlpatterns as comparing
from .dashboard.urls import urlpatterns as dashboard
from .dossiers.urls import urlpatterns as dossiers
from .exports.urls import urlpatterns as exports
from .files.urls import urlpatterns as files
from .handbook.urls import urlpatterns as handbook
from .holidays.urls import urlpatterns as holidays
from .imports.urls import urlpatterns as imports
from .inbox.urls import urlpatterns as inbox
from .item_page.urls import urlpatterns as item_page
from .layouts.urls import urlpatterns as layouts
from .ledger.urls import urlpatterns as ledger
from .ledger_workbooks.urls import urlpatterns as ledger_workbooks
from .lights.urls import urlpatterns as lights
from .meetings.urls import urlpatterns as meetings
from .people.urls import urlpatterns as people
from .personal.urls import urlpatterns as personal
from .plans.urls import urlpatterns as plans
from .portfolios.urls import urlpatterns as portfolios
from .posts.urls import urlpatterns as posts
from .report.urls import urlpatterns as report
from .requests.urls import urlpatterns as requests
from .rounds.urls import urlpatterns as rounds
from .search.urls import urlpatterns as search
from .second_factor.urls import urlpatterns as second_factor
from .sessions.urls import urlpatterns as sessions
from .several.urls import urlpatterns as several
from .signing_in.urls import urlpatterns as signing_in
from .targets.urls import urlpatterns as targets
from .units.urls import urlpatterns as units
from .updates.urls import urlpatterns as updates
from .workbench.urls import urlpatterns as workbench
from .workbooks.urls import urlpatterns as workbooks

urlpatterns = [
    *audit,
    *approvals,
    *calendars,
    *bulletins,
    *chasing,
    *clockwork,
    *closing,
    *comparing,
    *dashboard,
    *dossiers,
    *exports,
    *files,
    *handbook,
    *holidays,
    *imports,
    *inbox,
    *item_page,
    *layouts,
    *ledger,
    *ledger_workbooks,
    *lights,
    *meetings,
    *people,
    *personal,
    *plans,
    *portfolios,
    *posts,
    *report,
    *requests,
    *rounds,
    *search,
    *second_factor,
    *sessions,
    *several,
    *signing_in,
    *targets,
    *units,
    *updates,
    *workbench,
    *workbooks,
]
