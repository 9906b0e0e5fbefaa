name    smartsheet
title   Smartsheet
groups  office
host    smartsheet.com smartsheet.eu
