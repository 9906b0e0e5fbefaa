name    packagist
title   Packagist
groups  developer update
host    packagist.org getcomposer.org
