from django.urls import path

from . import act_views, closing_views, related_views, sign_views, views, wording_views

urlpatterns = [
    path("items/<int:pk>/sign-for/", act_views.item_sign_for, name="item_sign_for"),
    path("items/<int:pk>/objection/", act_views.item_objection, name="item_objection"),
    path("objections/<int:pk>/withdraw/", act_views.objection_withdraw, name="objection_withdraw"),
    path("objections/<int:pk>/settle/", act_views.objection_settle, name="objection_settle"),
    path("items/<int:pk>/extension/", act_views.item_extension, name="item_extension"),
    path("extensions/<int:pk>/withdraw/", act_views.extension_withdraw, name="extension_withdraw"),
    path("extensions/<int:pk>/decide/", act_views.extension_decide, name="extension_decide"),
    path("items/<int:pk>/instruction/", act_views.item_instruction, name="item_instruction"),
    path("instructions/<int:pk>/answer/", act_views.instruction_answer, name="instruction_answer"),
    path("instructions/<int:pk>/done/", act_views.instruction_done, name="instruction_done"),
    path("items/<int:pk>/closing/", closing_views.item_closing, name="item_closing"),
    path("closings/<int:pk>/decide/", closing_views.closing_decide, name="closing_decide"),
    path("extensions/<int:pk>/sign/", sign_views.extension_sign, name="extension_sign"),
    path("closings/<int:pk>/sign/", sign_views.closing_sign, name="closing_sign"),
    path("answers/<int:pk>/sign/", sign_views.answer_sign, name="answer_sign"),
    path("answers/<int:pk>/withdraw/", sign_views.answer_withdraw, name="answer_withdraw"),
    path("items/<int:pk>/carry-over/", closing_views.item_carry_over, name="item_carry_over"),
    path("items/<int:pk>/continues/", closing_views.item_continues, name="item_continues"),
    path("items/<int:pk>/continues/found.json", closing_views.earlier_item_found, name="earlier_item_found"),
    path("items/<int:pk>/related/", related_views.item_related, name="item_related"),
    path("items/<int:pk>/", views.item_detail, name="item_detail"),
    path("items/<int:pk>/past/", views.item_past, name="item_past"),
    path("items/<int:pk>/progress/", views.item_progress, name="item_progress"),
    path("items/<int:pk>/lead/", views.item_lead, name="item_lead"),
    path("items/<int:pk>/edit/", views.item_edit, name="item_edit"),
    path("items/<int:pk>/wording/", wording_views.item_wording, name="item_wording"),
    path("items/<int:pk>/units/", views.item_units, name="item_units"),
]
