name    ikea
title   IKEA
groups  shopping
host    ikea.com ikea.net ingka.com
