name    url-shorteners
title   Short links
groups  web
host    bit.ly bitly.com tinyurl.com linktr.ee
