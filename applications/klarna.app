name    klarna
title   Klarna
groups  finance
host    klarna.com klarnacdn.net klarnaservices.com klarna.net klarnapayments.com klarnauserservices.com
