name    guardian
title   The Guardian
groups  news
host    theguardian.com guim.co.uk guardian.co.uk guardianapis.com guardianapps.co.uk ophan.co.uk
