name    crowd-funding
title   Crowd funding
groups  shopping
host    kickstarter.com ksr-cdn.com gofundme.com indiegogo.com
