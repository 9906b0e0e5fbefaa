name    gojek
title   Gojek
groups  travel food
host    gojek.com gojekapi.com go-jek.com gotocompany.com
