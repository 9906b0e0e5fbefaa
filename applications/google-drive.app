name    google-drive
title   Google Drive
groups  storage office
host    drive.google.com drive.googleapis.com drive.usercontent.google.com drivefrontend-pa.googleapis.com
host    driveactivity.googleapis.com one.google.com
ndpi    GoogleDrive
