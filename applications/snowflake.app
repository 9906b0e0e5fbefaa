name    snowflake
title   Snowflake
groups  cloud
host    snowflakecomputing.com snowflake.com
