"""单位填报表: a unit's reports of a period as a workbook, filled in without the portal, and what comes back of it."""
