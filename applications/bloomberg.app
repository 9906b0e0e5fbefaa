name    bloomberg
title   Bloomberg
groups  finance news
host    bloomberg.com bloomberg.net bwbx.io bbthat.com bloomberglaw.com blpprofessional.com
host    bloombergview.com
ndpi    Bloomberg
