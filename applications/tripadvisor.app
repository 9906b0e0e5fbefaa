name    tripadvisor
title   Tripadvisor
groups  travel
host    tripadvisor.com tacdn.com tripadvisor.co.uk tripadvisor.de tripadvisor.it tripadvisor.fr viator.com
host    thefork.com
