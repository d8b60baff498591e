"""What leaves the portal as Excel (导出): layouts as data, and the workbook, preview and file that they give."""
