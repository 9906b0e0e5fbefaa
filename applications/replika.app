name    replika
title   Replika
groups  ai chat
host    replika.ai replika.com
