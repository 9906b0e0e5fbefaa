name    pandora
title   Pandora
groups  music streaming
host    pandora.com p-cdn.com p-cdn.us savagebeast.com
ndpi    Pandora
