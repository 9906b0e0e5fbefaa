name    fitbit
title   Fitbit
groups  iot health
host    fitbit.com
