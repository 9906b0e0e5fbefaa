name    televisa
title   ViX and Televisa
groups  video streaming
host    vix.com televisa.com univision.com televisaunivision.com blim.com
