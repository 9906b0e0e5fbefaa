name    databricks
title   Databricks
groups  cloud
host    databricks.com azuredatabricks.net databricksapps.com
