name    google-play
title   Google Play
groups  update shopping
host    play.google.com play.googleapis.com android.clients.google.com play-fe.googleapis.com
host    play-lh.googleusercontent.com playatoms-pa.googleapis.com playstoregatewayadapter-pa.googleapis.com
host    android.googleapis.com market.android.com
ndpi    PlayStore Google GoogleServices
