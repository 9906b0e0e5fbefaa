name    google-meet
title   Google Meet
groups  voip video office
host    meet.google.com meetings.googleapis.com meet.googleapis.com
ndpi    GoogleMeet
