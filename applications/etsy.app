name    etsy
title   Etsy
groups  shopping
host    etsy.com etsystatic.com etsy.me
