name    olx
title   OLX
groups  shopping
host    olx.com olx.pl olx.ua olx.pt olx.ro olx.bg olx.kz olx.com.br olx.in olxcdn.com olxgroup.com
host    otomoto.pl
