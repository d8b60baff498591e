"""The workbench (工作台): what waits for this person today."""
