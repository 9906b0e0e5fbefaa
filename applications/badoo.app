name    badoo
title   Badoo
groups  dating social
host    badoo.com badoocdn.com bdcdn.net badoo.app
ndpi    Badoo
