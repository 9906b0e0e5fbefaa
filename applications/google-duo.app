name    google-duo
title   Google calls
groups  voip
host    turn.l.google.com stun.l.google.com stun1.l.google.com stun2.l.google.com stun3.l.google.com
host    stun4.l.google.com duo.google.com instantmessaging-pa.googleapis.com hangouts.google.com
host    hangouts.clients6.google.com
ndpi    GoogleCall
