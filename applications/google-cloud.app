name    google-cloud
title   Google Cloud
groups  cloud
host    cloud.google.com cloudfunctions.net run.app gcr.io pkg.dev storage.googleapis.com
host    compute.googleapis.com container.googleapis.com bigquery.googleapis.com pubsub.googleapis.com
host    cloudresourcemanager.googleapis.com goog.cloud bc.googleusercontent.com
ndpi    GoogleCloud
