name    garmin
title   Garmin
groups  iot sports health
host    garmin.com garmin.cn garmincdn.com
