name    tumblr
title   Tumblr
groups  social
host    tumblr.com txmblr.com tumblr.co
ndpi    Tumblr
