name    cnn
title   CNN
groups  news
host    cnn.com cnn.io cnn.net turner.com ugdturner.com cnnexpansion.com
ndpi    CNN
