name    threads
title   Threads
groups  social
host    threads.net threads.com
ndpi    Threads
