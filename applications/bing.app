name    bing
title   Bing
groups  search
host    bing.com bing.net bingapis.com
ndpi    Microsoft
