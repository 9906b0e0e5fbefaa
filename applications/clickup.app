name    clickup
title   ClickUp
groups  office
host    clickup.com clickup-attachments.com
