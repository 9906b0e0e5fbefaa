name    meetup
title   Meetup
groups  social
host    meetup.com meetupstatic.com
