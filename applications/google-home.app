name    google-home
title   Google Home
groups  iot
host    home.google.com googlehomefoyer-pa.googleapis.com smarthome.google.com homegraph.googleapis.com
host    clouddevices.googleapis.com
ndpi    GoogleServices
