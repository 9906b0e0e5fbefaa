name    bluejeans
title   BlueJeans
groups  voip video office
host    bluejeans.com bluejeansnet.com bluejeansdev.com
