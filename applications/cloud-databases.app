name    cloud-databases
title   Databases in the cloud
groups  cloud
host    databricks.com azuredatabricks.net databricksapps.com snowflakecomputing.com snowflake.com
host    mongodb.com mongodb.net mongodb.org
