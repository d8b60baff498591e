"""Every address: who may, what a page may contain, and the pages that say what went wrong."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from items import urls as item_urls
from items.closing.moving import write_note
from items.models import Attachment, ProgressUpdate
from items.rounds.running import close_period, open_period
from items.workbench import views

from ..given import factories
from ..given.cast import Cast
from ..given.drawn_curves import proposed
from ..given.html import parse
from ..given.open_requests import act_data, ask_everything
from ..given.rules_sent import rules_data
from ..given.written_updates import report_everything
from ..kept import Kept

# Who gets what. "in" is the way to the sign-in page and back, 302 any other way on.
# liaison and head: civil affairs, which leads `led`; support: health, which supports `led`;
# member: east, which reaches `open_lead` through its collective and is a stranger to `led`.
ACCESS = """
                                 anonymous newcomer liaison support member head supervisor leader observer administrator
GET    workbench                 in        200      200     200     200    200  200        200    200      200
POST   workbench                 in        405      405     405     405    405  405        405    405      405

GET    sign_in                   200       302      302     302     302    302  302        302    302      302
POST   sign_in                   302       302      302     302     302    302  302        302    302      302
DELETE sign_in                   405       302      302     302     302    302  302        302    302      302
GET    sign_out                  302       302      302     302     302    302  302        302    302      302
POST   sign_out                  302       302      302     302     302    302  302        302    302      302
GET    password_change           in        200      200     200     200    200  200        200    200      200
POST   password_change           in        302      302     302     302    302  302        302    302      302
DELETE password_change           in        405      405     405     405    405  405        405    405      405
GET    set_language              405       405      405     405     405    405  405        405    405      405
POST   set_language              302       302      302     302     302    302  302        302    302      302

GET    item_list                 in        200      200     200     200    200  200        200    200      200
POST   item_list                 in        405      405     405     405    405  405        405    405      405
GET    item_export               in        200      200     200     200    200  200        200    200      200
POST   item_export               in        405      405     405     405    405  405        405    405      405

GET    item_detail:led           in        200      200     200     200    200  200        200    200      200
GET    item_detail:missing       in        404      404     404     404    404  404        404    404      404
POST   item_detail:led           in        405      405     405     405    405  405        405    405      405

GET    item_progress:led         in        302      302     302     302    302  302        302    302      302
POST   item_progress:led         in        403      302     302     403    302  302        403    403      403
POST   item_progress:supported   in        403      302     302     403    302  302        403    403      403
POST   item_progress:open_lead   in        403      403     403     302    403  302        403    403      403
POST   item_progress:missing     in        404      404     404     404    404  404        404    404      404
DELETE item_progress:led         in        405      405     405     405    405  405        405    405      405

GET    item_lead:led             in        302      302     302     302    302  302        302    302      302
POST   item_lead:led             in        403      403     403     403    403  302        403    403      403
POST   item_lead:missing         in        404      404     404     404    404  404        404    404      404
DELETE item_lead:led             in        405      405     405     405    405  405        405    405      405

GET    item_edit:led             in        403      403     403     403    403  200        403    403      403
POST   item_edit:led             in        403      403     403     403    403  302        403    403      403
GET    item_edit:missing         in        404      404     404     404    404  404        404    404      404
POST   item_edit:missing         in        404      404     404     404    404  404        404    404      404
DELETE item_edit:led             in        405      405     405     405    405  405        405    405      405

GET    item_units:led            in        403      403     403     403    403  200        403    403      403
POST   item_units:led            in        403      403     403     403    403  302        403    403      403
GET    item_units:missing        in        404      404     404     404    404  404        404    404      404
POST   item_units:missing        in        404      404     404     404    404  404        404    404      404
DELETE item_units:led            in        405      405     405     405    405  405        405    405      405

GET    item_targets:led          in        403      403     403     403    403  200        403    403      403
POST   item_targets:led          in        403      403     403     403    403  302        403    403      403
GET    item_targets:missing      in        404      404     404     404    404  404        404    404      404
POST   item_targets:missing      in        404      404     404     404    404  404        404    404      404
DELETE item_targets:led          in        405      405     405     405    405  405        405    405      405

GET    item_plan:led             in        200      200     200     200    200  200        200    200      200
GET    item_plan:supported       in        200      200     200     200    200  200        200    200      200
POST   item_plan:led             in        403      302     403     403    302  302        403    403      403
GET    item_plan:missing         in        404      404     404     404    404  404        404    404      404
POST   item_plan:missing         in        404      404     404     404    404  404        404    404      404
DELETE item_plan:led             in        405      405     405     405    405  405        405    405      405
GET    item_plan_decide:supported in       302      302     302     302    302  302        302    302      302
POST   item_plan_decide:supported in       403      403     302     403    403  302        403    403      403
POST   item_plan_decide:missing  in        404      404     404     404    404  404        404    404      404
DELETE item_plan_decide:supported in       405      405     405     405    405  405        405    405      405

GET    target_list               in        200      200     200     200    200  200        200    200      200
POST   target_list               in        405      405     405     405    405  405        405    405      405
GET    target_export             in        200      200     200     200    200  200        200    200      200
POST   target_export             in        405      405     405     405    405  405        405    405      405

GET    item_related:led          in        403      403     403     403    403  200        403    403      403
POST   item_related:led          in        403      403     403     403    403  302        403    403      403
GET    item_related:missing      in        404      404     404     404    404  404        404    404      404
POST   item_related:missing      in        404      404     404     404    404  404        404    404      404
DELETE item_related:led          in        405      405     405     405    405  405        405    405      405

GET    item_detail:answered      in        200      200     200     200    200  200        200    200      200

GET    item_sign_for:asked       in        302      302     302     302    302  302        302    302      302
POST   item_sign_for:asked       in        403      302     302     403    302  403        403    403      403
POST   item_sign_for:missing     in        404      404     404     404    404  404        404    404      404
DELETE item_sign_for:asked       in        405      405     405     405    405  405        405    405      405

GET    item_objection:asked      in        302      302     302     302    302  302        302    302      302
POST   item_objection:asked      in        403      302     302     403    302  403        403    403      403
POST   item_objection:missing    in        404      404     404     404    404  404        404    404      404
DELETE item_objection:asked      in        405      405     405     405    405  405        405    405      405

GET    objection_withdraw:objection in     302      302     302     302    302  302        302    302      302
POST   objection_withdraw:objection in     403      302     403     403    302  403        403    403      403
POST   objection_withdraw:missing in       404      404     404     404    404  404        404    404      404
DELETE objection_withdraw:objection in     405      405     405     405    405  405        405    405      405

GET    objection_settle:objection in       302      302     302     302    302  302        302    302      302
POST   objection_settle:objection in       403      403     403     403    403  302        403    403      403
POST   objection_settle:missing  in        404      404     404     404    404  404        404    404      404
DELETE objection_settle:objection in       405      405     405     405    405  405        405    405      405

GET    item_extension:asked      in        302      302     302     302    302  302        302    302      302
POST   item_extension:asked      in        403      302     403     403    302  403        403    403      403
POST   item_extension:missing    in        404      404     404     404    404  404        404    404      404
DELETE item_extension:asked      in        405      405     405     405    405  405        405    405      405

GET    extension_withdraw:extension in     302      302     302     302    302  302        302    302      302
POST   extension_withdraw:extension in     403      302     403     403    302  403        403    403      403
POST   extension_withdraw:missing in       404      404     404     404    404  404        404    404      404
DELETE extension_withdraw:extension in     405      405     405     405    405  405        405    405      405

GET    extension_decide:extension in       302      302     302     302    302  302        302    302      302
POST   extension_decide:extension in       403      403     403     403    403  302        403    403      403
POST   extension_decide:missing  in        404      404     404     404    404  404        404    404      404
DELETE extension_decide:extension in       405      405     405     405    405  405        405    405      405

GET    item_closing:asked        in        302      302     302     302    302  302        302    302      302
POST   item_closing:asked        in        403      302     403     403    302  403        403    403      403
POST   item_closing:missing      in        404      404     404     404    404  404        404    404      404
DELETE item_closing:asked        in        405      405     405     405    405  405        405    405      405

GET    closing_decide:closing    in        302      302     302     302    302  302        302    302      302
POST   closing_decide:closing    in        403      302     403     403    302  302        302    403      403
POST   closing_decide:missing    in        404      404     404     404    404  404        404    404      404
DELETE closing_decide:closing    in        405      405     405     405    405  405        405    405      405

GET    item_carry_over:asked     in        302      302     302     302    302  302        302    302      302
POST   item_carry_over:asked     in        403      403     403     403    403  302        403    403      403
POST   item_carry_over:missing   in        404      404     404     404    404  404        404    404      404
DELETE item_carry_over:asked     in        405      405     405     405    405  405        405    405      405

GET    item_continues:asked      in        302      302     302     302    302  302        302    302      302
POST   item_continues:asked      in        403      403     403     403    403  302        403    403      403
POST   item_continues:missing    in        404      404     404     404    404  404        404    404      404
DELETE item_continues:asked      in        405      405     405     405    405  405        405    405      405

GET    item_instruction:asked    in        302      302     302     302    302  302        302    302      302
POST   item_instruction:asked    in        403      403     403     403    403  403        302    403      403
POST   item_instruction:missing  in        404      404     404     404    404  404        404    404      404
DELETE item_instruction:asked    in        405      405     405     405    405  405        405    405      405

GET    instruction_answer:instruction in   302      302     302     302    302  302        302    302      302
POST   instruction_answer:instruction in   403      302     403     403    302  302        403    403      403
POST   instruction_answer:missing in       404      404     404     404    404  404        404    404      404
DELETE instruction_answer:instruction in   405      405     405     405    405  405        405    405      405

GET    instruction_done:instruction in     302      302     302     302    302  302        302    302      302
POST   instruction_done:instruction in     403      403     403     403    403  403        302    403      403
POST   instruction_done:missing  in        404      404     404     404    404  404        404    404      404
DELETE instruction_done:instruction in     405      405     405     405    405  405        405    405      405

GET    sign_for_list             in        200      200     200     200    200  200        200    200      200
POST   sign_for_list             in        403      302     302     302    302  403        403    403      403
DELETE sign_for_list             in        405      405     405     405    405  405        405    405      405

GET    post_list                 in        200      200     200     200    200  200        200    200      200
POST   post_list                 in        405      405     405     405    405  405        405    405      405
GET    post_hand_over:post       in        403      403     403     403    200  403        403    403      200
POST   post_hand_over:post       in        403      403     403     403    302  403        403    403      302
GET    post_hand_over:missing    in        404      404     404     404    404  404        404    404      404
POST   post_hand_over:missing    in        404      404     404     404    404  404        404    404      404
DELETE post_hand_over:post       in        405      405     405     405    405  405        405    405      405
GET    post_delegate:post        in        403      200     403     403    403  403        403    403      200
POST   post_delegate:post        in        403      302     403     403    403  403        403    403      302
GET    post_delegate:missing     in        404      404     404     404    404  404        404    404      404
POST   post_delegate:missing     in        404      404     404     404    404  404        404    404      404
DELETE post_delegate:post        in        405      405     405     405    405  405        405    405      405
GET    delegation_revoke:delegation in     302      302     302     302    302  302        302    302      302
POST   delegation_revoke:delegation in     302      302     403     403    403  403        403    403      302
POST   delegation_revoke:missing in        404      404     404     404    404  404        404    404      404
DELETE delegation_revoke:delegation in     405      405     405     405    405  405        405    405      405

GET    report_lights:report      in        200      200     200     200    200  200        200    200      200
POST   report_lights:report      in        403      403     403     403    403  302        403    403      403
GET    report_lights:missing     in        404      404     404     404    404  404        404    404      404
POST   report_lights:missing     in        404      404     404     404    404  404        404    404      404
DELETE report_lights:report      in        405      405     405     405    405  405        405    405      405

GET    lead_list                 in        403      403     403     403    403  200        403    403      403
POST   lead_list                 in        403      403     403     403    403  302        403    403      403
DELETE lead_list                 in        405      405     405     405    405  405        405    405      405

GET    report_list               in        302      302     302     302    302  302        302    302      302
POST   report_list               in        405      405     405     405    405  405        405    405      405
GET    dashboard                 in        200      200     200     200    200  200        200    200      200
POST   dashboard                 in        405      405     405     405    405  405        405    405      405
GET    dashboard_lights          in        200      200     200     200    200  200        200    200      200
POST   dashboard_lights          in        405      405     405     405    405  405        405    405      405
GET    dashboard_curve           in        200      200     200     200    200  200        200    200      200
POST   dashboard_curve           in        405      405     405     405    405  405        405    405      405
GET    chart_trend               in        200      200     200     200    200  200        200    200      200
POST   chart_trend               in        405      405     405     405    405  405        405    405      405
GET    chart_heat                in        200      200     200     200    200  200        200    200      200
POST   chart_heat                in        405      405     405     405    405  405        405    405      405
GET    chart_curve               in        200      200     200     200    200  200        200    200      200
POST   chart_curve               in        405      405     405     405    405  405        405    405      405

GET    report_detail:report      in        200      200     200     200    200  200        200    200      200
GET    report_detail:missing     in        404      404     404     404    404  404        404    404      404
POST   report_detail:report      in        405      405     405     405    405  405        405    405      405
GET    report_issue:report       in        302      302     302     302    302  302        302    302      302
POST   report_issue:report       in        403      403     403     403    403  302        403    403      403
POST   report_issue:missing      in        404      404     404     404    404  404        404    404      404
DELETE report_issue:report       in        405      405     405     405    405  405        405    405      405

GET    import_list               in        403      403     403     403    403  200        403    403      403
POST   import_list               in        403      403     403     403    403  302        403    403      403
DELETE import_list               in        405      405     405     405    405  405        405    405      405

GET    import_detail:draft       in        403      403     403     403    403  200        403    403      403
GET    import_detail:missing     in        403      403     403     403    403  404        403    403      403
POST   import_detail:draft       in        405      405     405     405    405  405        405    405      405

GET    import_decide:draft       in        403      403     403     403    403  302        403    403      403
DELETE import_decide:draft       in        405      405     405     405    405  405        405    405      405
POST   import_decide:draft       in        403      403     403     403    403  302        403    403      403
POST   import_decide:missing     in        403      403     403     403    403  404        403    403      403

GET    import_data:draft         in        403      403     403     403    403  302        403    403      403
DELETE import_data:draft         in        405      405     405     405    405  405        405    405      405
POST   import_data:draft         in        403      403     403     403    403  302        403    403      403
POST   import_data:missing       in        403      403     403     403    403  404        403    403      403

GET    import_apply:draft        in        403      403     403     403    403  302        403    403      403
DELETE import_apply:draft        in        405      405     405     405    405  405        405    405      405
POST   import_apply:draft        in        403      403     403     403    403  302        403    403      403
POST   import_apply:missing      in        403      403     403     403    403  404        403    403      403

GET    import_discard:draft      in        403      403     403     403    403  302        403    403      403
DELETE import_discard:draft      in        405      405     405     405    405  405        405    405      405
POST   import_discard:draft      in        403      403     403     403    403  302        403    403      403
POST   import_discard:missing    in        403      403     403     403    403  404        403    403      403

GET    import_read:draft         in        403      403     403     403    403  302        403    403      403
DELETE import_read:draft         in        405      405     405     405    405  405        405    405      405
POST   import_read:draft         in        403      403     403     403    403  302        403    403      403
POST   import_read:missing       in        403      403     403     403    403  404        403    403      403

GET    import_progress:draft     in        403      403     403     403    403  200        403    403      403
GET    import_progress:missing   in        403      403     403     403    403  404        403    403      403
POST   import_progress:draft     in        405      405     405     405    405  405        405    405      405

GET    import_file:draft         in        403      403     403     403    403  200        403    403      403
GET    import_file:missing       in        403      403     403     403    403  404        403    403      403
POST   import_file:draft         in        405      405     405     405    405  405        405    405      405

GET    department_list           in        200      200     200     200    200  200        200    200      200
POST   department_list           in        405      405     405     405    405  405        405    405      405
GET    department_detail:health  in        200      200     200     200    200  200        200    200      200
GET    department_detail:missing in        404      404     404     404    404  404        404    404      404
POST   department_detail:health  in        405      405     405     405    405  405        405    405      405

GET    inbox                     in        200      200     200     200    200  200        200    200      200
POST   inbox                     in        405      405     405     405    405  405        405    405      405
GET    inbox_read                in        302      302     302     302    302  302        302    302      302
POST   inbox_read                in        302      302     302     302    302  302        302    302      302
DELETE inbox_read                in        405      405     405     405    405  405        405    405      405
GET    message_open:message      in        404      302     404     404    404  404        404    404      404
POST   message_open:message      in        404      302     404     404    404  404        404    404      404
POST   message_open:missing      in        404      404     404     404    404  404        404    404      404
DELETE message_open:message      in        405      405     405     405    405  405        405    405      405
GET    message_log               in        403      403     403     403    403  200        403    403      403
POST   message_log               in        405      405     405     405    405  405        405    405      405
GET    delivery_again:delivery   in        403      403     403     403    403  302        403    403      403
POST   delivery_again:delivery   in        403      403     403     403    403  302        403    403      403
POST   delivery_again:missing    in        403      403     403     403    403  404        403    403      403
DELETE delivery_again:delivery   in        405      405     405     405    405  405        405    405      405

GET    round_list                in        200       200      200      200     200   200         200     200       200
POST   round_list                in        405       405      405      405     405   405         405     405       405
GET    round_export              in        200       200      200      200     200   200         200     200       200
POST   round_export              in        405       405      405      405     405   405         405     405       405
GET    round_unit:health         in        200       200      200      200     200   200         200     200       200
GET    round_unit:missing        in        404       404      404      404     404   404         404     404       404
POST   round_unit:health         in        405       405      405      405     405   405         405     405       405
GET    own_updates               in        200       200      200      200     200   200         200     200       200
POST   own_updates               in        405       405      405      405     405   405         405     405       405
GET    decision_list             in        200       200      200      200     200   200         200     200       200
POST   decision_list             in        405       405      405      405     405   405         405     405       405
GET    review_list               in        403       403      403      403     403   200         403     403       403
POST   review_list               in        403       403      403      403     403   302         403     403       403
DELETE review_list               in        405       405      405      405     405   405         405     405       405
GET    sign_off_list             in        403       403      403      403     200   403         403     403       403
POST   sign_off_list             in        403       403      403      403     302   403         403     403       403
DELETE sign_off_list             in        405       405      405      405     405   405         405     405       405

GET    round_settings:report     in        403       403      403      403     403   200         403     403       403
POST   round_settings:report     in        403       403      403      403     403   302         403     403       403
POST   round_settings:missing    in        403       403      403      403     403   404         403     403       403
DELETE round_settings:report     in        405       405      405      405     405   405         405     405       405
GET    round_rhythm:report       in        403       403      403      403     403   302         403     403       403
POST   round_rhythm:report       in        403       403      403      403     403   302         403     403       403
POST   round_rhythm:missing      in        403       403      403      403     403   404         403     403       403
DELETE round_rhythm:report       in        405       405      405      405     405   405         405     405       405
GET    round_add_period:report   in        403       403      403      403     403   302         403     403       403
POST   round_add_period:report   in        403       403      403      403     403   302         403     403       403
POST   round_add_period:missing  in        403       403      403      403     403   404         403     403       403
DELETE round_add_period:report   in        405       405      405      405     405   405         405     405       405
GET    round_issue:report        in        403       403      403      403     403   302         403     403       403
POST   round_issue:report        in        403       403      403      403     403   302         403     403       403
POST   round_issue:missing       in        403       403      403      403     403   404         403     403       403
DELETE round_issue:report        in        405       405      405      405     405   405         405     405       405

GET    period_detail:period      in        200       200      200      200     200   200         200     200       200
GET    period_detail:planned     in        200       200      200      200     200   200         200     200       200
GET    period_detail:frozen      in        200       200      200      200     200   200         200     200       200
GET    period_detail:missing     in        404       404      404      404     404   404         404     404       404
POST   period_detail:period      in        405       405      405      405     405   405         405     405       405
GET    period_export:period      in        200       200      200      200     200   200         200     200       200
GET    period_export:frozen      in        200       200      200      200     200   200         200     200       200
GET    period_export:planned     in        404       404      404      404     404   404         404     404       404
GET    period_export:missing     in        404       404      404      404     404   404         404     404       404
POST   period_export:period      in        405       405      405      405     405   405         405     405       405
GET    period_frozen:frozen      in        403       403      403      403     403   200         403     403       403
GET    period_frozen:period      in        403       403      403      403     403   404         403     403       403
GET    period_frozen:missing     in        404       404      404      404     404   404         404     404       404
POST   period_frozen:frozen      in        405       405      405      405     405   405         405     405       405
GET    period_made_up:frozen     in        200       200      200      200     200   200         200     200       200
GET    period_made_up:missing    in        404       404      404      404     404   404         404     404       404
POST   period_made_up:frozen     in        405       405      405      405     405   405         405     405       405
GET    period_open:planned       in        302       302      302      302     302   302         302     302       302
POST   period_open:planned       in        403       403      403      403     403   302         403     403       403
POST   period_open:missing       in        404       404      404      404     404   404         404     404       404
DELETE period_open:planned       in        405       405      405      405     405   405         405     405       405
GET    period_close:period       in        302       302      302      302     302   302         302     302       302
POST   period_close:period       in        403       403      403      403     403   302         403     403       403
POST   period_close:missing      in        404       404      404      404     404   404         404     404       404
DELETE period_close:period       in        405       405      405      405     405   405         405     405       405

GET    period_chase:period       in        403      403     403     403    403  200        403    403      403
POST   period_chase:period       in        403      403     403     403    403  302        403    403      403
GET    period_chase:missing      in        404      404     404     404    404  404        404    404      404
POST   period_chase:missing      in        404      404     404     404    404  404        404    404      404
DELETE period_chase:period       in        405      405     405     405    405  405        405    405      405

GET    update_detail:expected    in        403      403     403     200    403  403        403    403      403
GET    update_detail:sent        in        403      200     403     403    200  403        403    403      403
GET    update_detail:part        in        403      200     200     403    200  200        403    403      403
GET    update_detail:missing     in        404      404     404     404    404  404        404    404      404
POST   update_detail:part        in        405      405     405     405    405  405        405    405      405
GET    update_save:expected      in        302      302     302     302    302  302        302    302      302
POST   update_save:expected      in        403      403     403     302    403  403        403    403      403
POST   update_save:missing       in        404      404     404     404    404  404        404    404      404
DELETE update_save:expected      in        405      405     405     405    405  405        405    405      405
GET    update_send:expected      in        302      302     302     302    302  302        302    302      302
POST   update_send:expected      in        403      403     403     302    403  403        403    403      403
POST   update_send:missing       in        404      404     404     404    404  404        404    404      404
DELETE update_send:expected      in        405      405     405     405    405  405        405    405      405
GET    update_no_change:expected in        302      302     302     302    302  302        302    302      302
POST   update_no_change:expected in        403      403     403     422    403  403        403    403      403
POST   update_no_change:missing  in        404      404     404     404    404  404        404    404      404
DELETE update_no_change:expected in        405      405     405     405    405  405        405    405      405
GET    update_take_back:sent     in        302      302     302     302    302  302        302    302      302
POST   update_take_back:sent     in        403      302     403     403    302  403        403    403      403
POST   update_take_back:missing  in        404      404     404     404    404  404        404    404      404
DELETE update_take_back:sent     in        405      405     405     405    405  405        405    405      405
GET    update_sign_off:sent      in        302      302     302     302    302  302        302    302      302
POST   update_sign_off:sent      in        403      403     403     403    302  403        403    403      403
POST   update_sign_off:missing   in        404      404     404     404    404  404        404    404      404
DELETE update_sign_off:sent      in        405      405     405     405    405  405        405    405      405
GET    update_send_back:part     in        302      302     302     302    302  302        302    302      302
POST   update_send_back:sent     in        403      403     403     403    302  403        403    403      403
POST   update_send_back:part     in        403      403     302     403    422  302        403    403      403
POST   update_send_back:missing  in        404      404     404     404    404  404        404    404      404
DELETE update_send_back:part     in        405      405     405     405    405  405        405    405      405
GET    update_accept:part        in        302      302     302     302    302  302        302    302      302
POST   update_accept:part        in        403      403     302     403    403  302        403    403      403
POST   update_accept:missing     in        404      404     404     404    404  404        404    404      404
DELETE update_accept:part        in        405      405     405     405    405  405        405    405      405

GET    attachment_add:expected   in        302      302     302     302    302  302        302    302      302
POST   attachment_add:expected   in        403      403     403     422    403  403        403    403      403
POST   attachment_add:missing    in        404      404     404     404    404  404        404    404      404
DELETE attachment_add:expected   in        405      405     405     405    405  405        405    405      405
GET    attachment_file:attachment in       403      200     200     403    200  200        403    403      403
GET    attachment_file:missing   in        404      404     404     404    404  404        404    404      404
POST   attachment_file:attachment in       405      405     405     405    405  405        405    405      405
GET    attachment_remove:attachment in     302      302     302     302    302  302        302    302      302
POST   attachment_remove:attachment in     403      302     403     403    302  403        403    403      403
POST   attachment_remove:missing in        404      404     404     404    404  404        404    404      404
DELETE attachment_remove:attachment in     405      405     405     405    405  405        405    405      405

GET    dashboard_since           in        200       200      200      200     200   200         200     200       200
POST   dashboard_since           in        405       405      405      405     405   405         405     405       405
GET    meeting_list              in        200       200      200      200     200   200         200     200       200
POST   meeting_list              in        405       405      405      405     405   405         405     405       405
GET    meeting_new               in        403       403      403      403     403   200         200     403       403
POST   meeting_new               in        403       403      403      403     403   302         302     403       403
DELETE meeting_new               in        405       405      405      405     405   405         405     405       405
GET    meeting_detail:meeting    in        200       200      200      200     200   200         200     200       200
GET    meeting_detail:missing    in        404       404      404      404     404   404         404     404       404
POST   meeting_detail:meeting    in        405       405      405      405     405   405         405     405       405
GET    meeting_decide:meeting    in        302       302      302      302     302   302         302     302       302
POST   meeting_decide:meeting    in        403       403      403      403     403   302         302     403       403
POST   meeting_decide:missing    in        404       404      404      404     404   404         404     404       404
DELETE meeting_decide:meeting    in        405       405      405      405     405   405         405     405       405

GET    admin:index               302       302      302     302     302    302  302        302    302      200
GET    healthz                   200       200      200     200     200    200  200        200    200      200
"""

MISSING = 10**18
# What is no page of its own: files, parts and the health check.
NO_PAGES = (
    "item_export",
    "target_export",
    "attachment_file",
    "import_file",
    "import_progress",
    "round_export",
    "period_export",
    "period_frozen",
    "chart_trend",
    "chart_heat",
    "chart_curve",
    "healthz",
)
CAST_NAMES = {"support": "health_liaison", "member": "east_liaison"}


@pytest.fixture
def cast(db, settings, tmp_path):
    """The cast, with an import that is being checked and everything asked and reported that can be."""
    settings.VAR_DIR = tmp_path
    return LIVED_IN()


def lived_in(cast):
    """The cast with one thing for every address of the table. Needs a folder of its own in settings.VAR_DIR."""
    cast.draft = factories.draft(cast.supervisor)
    cast.period = factories.period(cast.report)
    open_period(cast.period, at=factories.moment("2011-03-01 09:00"))
    february = {"start_on": factories.day("2011-02-01"), "end_on": factories.day("2011-02-28")}
    cast.frozen = factories.period(cast.report, **february)
    open_period(cast.frozen, at=factories.moment("2011-03-01 09:00"))
    close_period(cast.frozen, at=factories.moment("2011-03-02 09:00"))
    april = {"start_on": factories.day("2011-04-01"), "end_on": factories.day("2011-04-30")}
    cast.planned = factories.period(cast.report, **april)
    cast.unissued = factories.item(cast.report, 9, "另行交办的工作", leads=[cast.health])
    cast.message = factories.message(cast.liaison, url="/items/")
    cast.delivery = factories.delivery(cast.message, state="given_up", attempts=5, error="refused")
    cast.curve = proposed(cast.supported, by=cast.health_liaison)
    cast.meeting = factories.meeting(cast.report, cast.supervisor)
    return report_everything(ask_everything(cast))


LIVED_IN = Kept(lambda: lived_in(Cast.build()), files=True)


@dataclass(frozen=True)
class Row:
    """One line of the table: a method on an address, and the answer for every person."""

    method: str
    address: str
    answers: dict

    @property
    def name(self):
        return self.address.partition(":")[0] if not self.address.startswith("admin:") else self.address

    def url(self, cast):
        if self.name == self.address:
            return reverse(self.name)
        thing = self.address.partition(":")[2]
        key = MISSING if thing == "missing" else getattr(cast, thing).pk
        if self.name == "attachment_add":
            return reverse(self.name, query={"update": key})
        return reverse(self.name, args=[key])


def read_table():
    head, *lines = [line.split() for line in ACCESS.splitlines() if line.strip()]
    return [Row(line[0], line[1], dict(zip(head, line[2:], strict=True))) for line in lines]


ROWS = read_table()


def form_data(row, cast, person):
    """What a person who may would send."""
    item = getattr(cast, row.address.partition(":")[2], cast.led)
    version = {"version": getattr(item, "version", 1)}
    password = f"{person.username if person else 'liaison'}-Pass-1"
    return {
        "sign_in": {"username": "liaison", "password": password},
        "password_change": {
            "old_password": password,
            "new_password1": "另一个-口令-7",
            "new_password2": "另一个-口令-7",
        },
        "set_language": {"language": "en", "next": "/items/"},
        "item_progress": {**version, "text": "已召开部署会"},
        "item_lead": {**version, "leads": cast.health.pk},
        "item_related": version,
        "item_edit": {**version, "remark": "年底前完成"},
        "item_units": {
            **version,
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 0,
            "form-0-department": cast.health.pk,
            "form-0-role": "lead",
        },
        "item_targets": {
            **version,
            **{
                f"{kind}-{total}": 0 for kind in ("targets", "milestones") for total in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
        "item_plan": {**version, "starts_on": "2011-01-01", "item-2011-06-30": "40", "reason": "按季度推进"},
        "item_plan_decide": {"seen": cast.curve.pk, "decision": "approve" if person == cast.supervisor else "withdraw"},
        "import_list": {"text": "1、修路(责任单位:市民政局)。"},
        "import_decide": {**version, "act": "drop:0"},
        "import_data": {**version, "year": 2012, "title": "修订后的题目"},
        "import_apply": version,
        "update_send": {name: "修缮2所" for name in ("text", "next_steps", "anyway")}
        | {f"was_{name}": "" for name in ("text", "next_steps", "anyway")},
        "update_sign_off": version,
        "update_send_back": {**version, "reason": "请补充数字"},
        "update_accept": version,
        "round_settings": {
            **version,
            "rhythm": "quarter",
            **{"due_day": 20, "parts_days": 3, "late_days": 5, "sign_days": 3, "rounds_from": "2011-02-01"},
        },
        "report_lights": rules_data(red_gap=40),
        "meeting_new": {"held_on": "2011-06-20", "department": cast.health.pk},
        "meeting_decide": {"item": cast.led.pk, "text": "请加快进度"},
        "round_rhythm": {"numbers": cast.led.display_number, "rhythm": "quarter"},
        "round_add_period": {
            **{"start_on": "2011-05-01", "end_on": "2011-05-20", "opens_on": "2011-05-10"},
            **{"due_on": "2011-05-20", "closes_on": "2011-05-30"},
        },
        "round_issue": {"items": [cast.unissued.pk]},
        "period_chase": {"departments": [cast.civil_affairs.pk], "text": "请尽快报送进展。"},
        "lead_list": {
            f"lead_{cast.open_lead.pk}": cast.education.pk,
            f"version_{cast.open_lead.pk}": cast.open_lead.version,
        },
    }.get(row.name) or act_data(row.name, cast, person)


def read(response):
    """The response, read to its end if it is a file: that closes it."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def answer(client, row, cast, person):
    """The response's code as the table writes it."""
    data = form_data(row, cast, person) if row.method == "POST" else {}
    response = read(getattr(client, row.method.lower())(row.url(cast), data))
    if response.status_code == 302 and response["Location"].startswith(reverse("sign_in") + "?next="):
        return "in"
    return str(response.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method}-{row.address}")
def test_everybody_gets_the_answer_of_the_table(row, cast):
    answers = {}
    for name in row.answers:
        person = None if name == "anonymous" else getattr(cast, CAST_NAMES.get(name, name))
        client = Client()
        with transaction.atomic():  # each person finds the portal as it was
            if person:
                client.force_login(person)
            answers[name] = answer(client, row, cast, person)
            transaction.set_rollback(True)
    assert answers == row.answers


def test_the_table_holds_every_address():
    names = {pattern.name for pattern in item_urls.urlpatterns}
    assert None not in names
    assert names <= {row.name for row in ROWS}


def readable(cast):
    """(address, page) of every page that the supervision office reads, plus the pages without a person."""
    client = Client()
    pages = [("sign_in", client.get(reverse("sign_in")))]
    client.force_login(cast.supervisor)
    for row in ROWS:
        wanted = row.method == "GET" and row.answers["supervisor"] in ("200", "404")
        if wanted and row.name not in NO_PAGES:
            pages.append((row.address, client.get(row.url(cast))))
    pages.append(("403", client.get(reverse("admin:index"), follow=True)))
    pages.append(("422", client.post(reverse("item_progress", args=[cast.led.pk]), {"version": "x"})))
    pages.append(("wrong filter", client.get(reverse("item_list"), {"status": "x"})))
    pages.append(("wrong unit rows", client.post(reverse("item_units", args=[cast.led.pk]), {"version": 1})))
    pages.append(("wrong target rows", client.post(reverse("item_targets", args=[cast.led.pk]), {"version": 1})))
    pages.extend(import_pages(client, cast))
    pages.extend(round_pages(client, cast))
    client.force_login(cast.administrator)
    pages.append(("administrator", client.get(reverse("workbench"))))
    return pages


def round_pages(client, cast):
    """(address, page) of the pages of the rounds in other arrangements, and refused."""
    for name in ("round_list", "review_list", "own_updates"):
        yield f"{name}, wrong filter", client.get(reverse(name), {"kind": "x", "select": "clean", "what": "merge"})
    for query in ({"group": "unit"}, {"state": "x"}, {"state": "silent", "select": "clean"}):
        yield f"period {query}", client.get(reverse("period_detail", args=[cast.period.pk]), query)
    for name in ("round_settings", "round_rhythm", "round_add_period", "round_issue"):
        yield f"{name}, nothing sent", client.post(reverse(name, args=[cast.report.pk]), {})
    yield "return without reason", client.post(reverse("review_list"), {"return": f"{cast.sent.pk}:1"})
    for person, name in [(cast.head, "sign_off_list"), (cast.head, "workbench"), (cast.leader, "workbench")]:
        client.force_login(person)
        yield f"{name} of {person}", client.get(reverse(name))


TO_BE_CHECKED = """一、民生
1、修路。架桥5座。(责任单位:市民政局、市卫生局;完成时限:6月底)
2、种树(责任单位:市气象局*、各区人民政府)。
绿化荒山。
2、疏浚河道(责任单位:市教育局)。
7、防汛
8、甲(责任单位:市教育局)。"""


def import_pages(client, cast):
    """(address, page) of imports in every state, with all kinds of findings, refused and correcting."""
    full = factories.draft(cast.supervisor, TO_BE_CHECKED, earlier=[{}])
    address = full.get_absolute_url()
    yield "import with findings", client.get(address)
    yield "import, nothing sent", client.post(reverse("import_list"), {"text": ""})
    yield "import, incomplete button", client.post(f"{address}decide/", {"version": 1})
    yield "import, wrong data", client.post(f"{address}data/", {"version": 1, "year": "x"})
    yield "import, stale", client.post(f"{address}apply/", {"version": 7})
    yield "correction", client.get(factories.draft(cast.supervisor, corrects=cast.report).get_absolute_url())
    for state in ("waiting", "reading", "failed"):
        yield state, client.get(factories.draft(cast.supervisor, state=state).get_absolute_url())
    yield (
        "applied",
        client.get(factories.draft(cast.supervisor, state="applied", report=cast.report).get_absolute_url()),
    )
    yield "imports", client.get(reverse("import_list"))


def test_every_page_is_well_formed_and_without_inline_script_or_style(cast):
    for address, response in readable(cast):
        page = parse(response)
        for element in page.walk():
            inline = [name for name in element.attributes if name == "style" or name.startswith(("on", "hx-on"))]
            assert not inline, (address, element.tag, inline)
            assert element.tag != "style", address
            assert element.tag != "script" or (element["src"] and not element.text), address
            for name in ("href", "src", "action"):
                target = element.get(name) or ""
                assert not target.lower().startswith(("javascript:", "http:", "https:", "//")), (address, target)


def test_every_page_forbids_foreign_and_inline_content(cast):
    for address, response in readable(cast):
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "object-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert "*" not in policy and "http" not in policy, address
        assert response["X-Frame-Options"] == "DENY", address


def test_every_page_has_one_heading_a_title_and_the_language(cast):
    for address, response in readable(cast):
        page = parse(response)
        assert page.one("h1").text, address
        assert page.one("title").text.strip(" ·"), address
        assert page.one("html")["lang"] == "zh-CN", address
        ids = [element["id"] for element in page.walk() if element.get("id")]
        assert len(ids) == len(set(ids)), (address, sorted(i for i in ids if ids.count(i) > 1))


def test_every_link_to_a_part_of_a_page_finds_it(cast):
    for address, response in readable(cast):
        page = parse(response)
        ids = {element.get("id") for element in page.walk()}
        parts = {link[1:] for link in page.links() if link.startswith("#")}
        assert parts <= ids, (address, parts - ids)


@pytest.mark.parametrize("address", ["/items/0/", "/items/9999999999999999999999/", "/departments/0/", "/nowhere/"])
def test_a_missing_page_keeps_the_frame_and_leads_on(client, cast, address):
    client.force_login(cast.observer)
    response = client.get(address)
    assert response.status_code == 404
    page = parse(response)
    assert page.one("nav", of="site-nav")
    assert {reverse("workbench"), reverse("item_list")} <= set(page.one("main").links())
    assert "WorkItem" not in page.text and "Department" not in page.one("main").text


def test_without_a_report_the_page_of_reports_says_so(client, db):
    client.force_login(factories.person("first", name="第一人"))
    response = client.get(reverse("report_list"))
    assert response.status_code == 404
    with translation.override("zh-hans"):
        assert gettext("No report has been imported yet.") in parse(response).one("main").text


def test_an_empty_portal_shows_every_page(client, db):
    client.force_login(factories.person("first", name="第一人", role="supervision"))
    for name in ("workbench", "item_list", "lead_list", "department_list", "item_export"):
        assert read(client.get(reverse(name))).status_code == 200, name


def test_a_forbidden_page_gives_the_reason(client, cast):
    client.force_login(cast.east_liaison)
    response = client.post(reverse("item_progress", args=[cast.led.pk]), {"version": 1, "text": "越权"})
    assert response.status_code == 403
    page = parse(response)
    with translation.override("zh-hans"):
        sentence = gettext("Your unit is not named on this item, so you can read it but not report on it.")
    assert sentence in page.one("main").text
    assert reverse("item_list") in page.one("main").links()


def test_a_form_without_its_token_is_told_apart_from_a_lack_of_rights(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.liaison)
    response = client.post(reverse("item_progress", args=[cast.led.pk]), {"version": 1, "text": "有进展"})
    assert response.status_code == 403
    page = parse(response)
    with translation.override("zh-hans"):
        assert page.one("h1").text == gettext("The page was too old")
    assert page.one("nav", of="site-nav")
    assert not cast.led.notes.exists()


def test_a_broken_page_still_answers_in_words(cast, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError("out of order")

    monkeypatch.setattr(views, "workbench_of", break_down)
    client = Client(raise_request_exception=False)
    client.force_login(cast.liaison)
    response = client.get(reverse("workbench"))
    assert response.status_code == 500
    page = parse(response)
    assert page.one("h1").text and page.one("main").all("p")
    assert "out of order" not in page.text
    assert "/" in page.links()


# What people and documents bring along is text, never markup.

BOLD, SCRIPT, IMAGE = "<b>x</b>", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'


@pytest.fixture
def hostile(cast):
    """The cast's items, units, people and notes with markup wherever somebody can type."""
    cast.civil_affairs.name = BOLD
    cast.civil_affairs.remark = IMAGE
    cast.civil_affairs.save()
    cast.civil_affairs.aliases.create(name=IMAGE, remark=SCRIPT)
    cast.report.title = f"报告{SCRIPT}"
    cast.report.source.text = f"1、{SCRIPT}{IMAGE}。"
    cast.report.source.save()
    cast.report.save()
    chapter = factories.chapter(cast.report, literal=IMAGE, start=0, end=2)
    cast.led.text, cast.led.remark, cast.led.chapter = SCRIPT, IMAGE, chapter
    cast.led.text_end = cast.led.end = len(cast.report.source.text)
    cast.led.start = cast.led.text_start = 2
    cast.led.save()
    cast.open_lead.text = SCRIPT
    cast.open_lead.save()
    cast.liaison.name = SCRIPT
    cast.liaison.save()
    write_note(cast.led, text=f"{BOLD}{SCRIPT}{IMAGE}", by=cast.liaison)
    for asked in (cast.objection, cast.extension, cast.closing, cast.instruction):
        asked.result = asked.reason = asked.text = f"{BOLD}{SCRIPT}{IMAGE}"
        asked.save()
    ProgressUpdate.objects.update(text=BOLD, problems=SCRIPT, next_steps=IMAGE, review_note=IMAGE, anyway=SCRIPT)
    Attachment.objects.update(name=IMAGE)
    text = f"一、{BOLD}\n1、{SCRIPT}(责任单位:{IMAGE}、市卫生局)。\n{BOLD}\n"
    cast.draft = factories.draft(cast.supervisor, text, name=IMAGE, title=SCRIPT, corrects=cast.report)
    return cast


def assert_no_markup_came_in(page):
    assert all(element.get("src", "").startswith("/static/") for element in page.all("script"))
    assert all(element.text != "x" for element in page.all("b"))
    assert not page.all("img")


@pytest.mark.parametrize(
    "address",
    [
        "workbench",
        "item_list",
        "item_detail:led",
        "item_detail:answered",
        "update_detail:part",
        "item_edit:led",
        "item_units:led",
        "lead_list",
        "report_detail:report",
        "dashboard",
        "dashboard_curve",
        "import_list",
        "import_detail:draft",
        "department_list",
        "department_detail:civil_affairs",
        "round_list",
        "round_unit:civil_affairs",
        "round_settings:report",
        "period_detail:period",
    ],
)
def test_markup_in_names_and_texts_stays_text(client, hostile, address):
    client.force_login(hostile.supervisor)
    response = client.get(Row("GET", address, {}).url(hostile))
    page = parse(response)
    assert_no_markup_came_in(page)
    assert BOLD in page.text or SCRIPT in page.text


@pytest.mark.parametrize("parameter", ["q", "department", "chapter", "sort", "page"])
def test_markup_in_the_address_stays_text(client, hostile, parameter):
    client.force_login(hostile.observer)
    for text in (BOLD, SCRIPT, IMAGE):
        page = parse(client.get(reverse("item_list"), {parameter: text}))
        assert_no_markup_came_in(page)


# Language


def test_english_is_chosen_once_and_stays(client, cast):
    client.force_login(cast.observer)
    assert parse(client.get("/items/")).one("html")["lang"] == "zh-CN"
    response = client.post(reverse("set_language"), {"language": "en", "next": "/items/?status=completed"})
    assert response.status_code == 302
    assert response["Location"] == "/items/?status=completed"
    page = parse(client.get(response["Location"]))
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Work items"
    client.post(reverse("sign_out"))
    page = parse(client.get(reverse("sign_in")))
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Sign in"


def test_chinese_comes_first_whatever_the_browser_prefers(client, db):
    page = parse(client.get(reverse("sign_in"), headers={"accept-language": "en-US,en;q=0.9"}))
    assert page.one("html")["lang"] == "zh-CN"


def test_the_language_is_chosen_before_signing_in_too(client, db):
    form = parse(client.get(reverse("sign_in") + "?next=/items/")).one("form", action=reverse("set_language"))
    assert form.one("button")["value"] == "en"
    back = form.one("input", name="next")["value"]
    assert back == reverse("sign_in") + "?next=/items/"
    response = client.post(form["action"], {"language": "en", "next": back}, follow=True)
    assert parse(response).one("html")["lang"] == "en"
    client.post(form["action"], {"language": "zh-hans", "next": back})
    assert parse(client.get(back)).one("html")["lang"] == "zh-CN"


def test_an_unknown_language_changes_nothing(client, db):
    client.post(reverse("set_language"), {"language": "tlh", "next": "/"})
    assert parse(client.get(reverse("sign_in"))).one("html")["lang"] == "zh-CN"


# Ways back

FOREIGN = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"]


@pytest.mark.parametrize("address", FOREIGN)
def test_signing_in_never_leads_to_a_foreign_host(client, cast, address):
    data = {"username": "liaison", "password": "liaison-Pass-1", "next": address}
    response = client.post(reverse("sign_in"), data)
    assert response.status_code == 302
    assert response["Location"] == reverse("workbench")


@pytest.mark.parametrize("address", FOREIGN)
def test_choosing_a_language_never_leads_to_a_foreign_host(client, db, address):
    response = client.post(reverse("set_language"), {"language": "en", "next": address})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_a_part_that_meets_an_ended_session_sends_the_whole_page_to_sign_in(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/items/?status=completed"}
    response = client.get("/items/?status=in_progress", headers=headers, follow=True)
    assert response.status_code == 200
    assert response["HX-Redirect"] == reverse("sign_in") + "?next=%2Fitems%2F%3Fstatus%3Dcompleted"
    assert response.content == b""


def test_a_part_requested_from_a_foreign_page_leads_to_the_workbench(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/items/"}
    response = client.get("/items/", headers=headers, follow=True)
    assert response["HX-Redirect"] == reverse("sign_in") + "?next=%2F"


@pytest.mark.parametrize("name", ["item_progress", "item_lead"])
def test_coming_back_to_an_address_that_only_saves_leads_to_the_item(client, cast, name):
    """After signing in again, changing the language or pressing Enter in the address bar."""
    client.force_login(cast.supervisor)
    response = client.get(reverse(name, args=[cast.led.pk]))
    assert response["Location"] == cast.led.get_absolute_url()


def test_signing_out_twice_ends_on_the_sign_in_page(client, cast):
    client.force_login(cast.liaison)
    for _time in range(2):
        assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
