name    betting
title   Betting
groups  gambling
host    bet365.com betfair.com paddypower.com pokerstars.com draftkings.com fanduel.com bwin.com stake.com
