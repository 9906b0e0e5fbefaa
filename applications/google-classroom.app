name    google-classroom
title   Google Classroom
groups  education
host    classroom.google.com classroom.googleapis.com
ndpi    GoogleClassroom
