from django.urls import path, re_path

from ..models.bulletin import TemplateKind
from . import template_views, views

KINDS = "|".join(TemplateKind.values)

urlpatterns = [
    path("bulletins/", views.bulletin_list, name="bulletin_list"),
    path("bulletins/new/", views.bulletin_new, name="bulletin_new"),
    path("bulletins/templates/", template_views.bulletin_templates, name="bulletin_templates"),
    path("bulletins/templates/<int:pk>/file.docx", template_views.template_file, name="template_file"),
    path("bulletins/templates/<int:pk>/remove/", template_views.template_remove, name="template_remove"),
    re_path(
        rf"^bulletins/templates/(?P<kind>{KINDS})\.docx$", template_views.template_shipped, name="template_shipped"
    ),
    path("bulletins/<int:pk>/", views.bulletin_detail, name="bulletin_detail"),
    path("bulletins/<int:pk>/edit/", views.bulletin_edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/renew/", views.bulletin_renew, name="bulletin_renew"),
    path("bulletins/<int:pk>/submit/", views.bulletin_submit, name="bulletin_submit"),
    path("bulletins/<int:pk>/discard/", views.bulletin_discard, name="bulletin_discard"),
    path("bulletins/<int:pk>/return/", views.bulletin_return, name="bulletin_return"),
    path("bulletins/<int:pk>/issue/", views.bulletin_issue, name="bulletin_issue"),
    path("bulletins/<int:pk>/file.docx", views.bulletin_file, name="bulletin_file"),
]
