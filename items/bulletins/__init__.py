"""What the supervision office issues in writing (督查通报): drafted from frozen figures, approved, numbered, sent."""
