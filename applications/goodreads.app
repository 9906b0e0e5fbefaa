name    goodreads
title   Goodreads
groups  social reference
host    goodreads.com gr-assets.com
ndpi    Amazon
