name    stock-photos
title   Stock photos
groups  photo
host    unsplash.com pexels.com pixabay.com shutterstock.com gettyimages.com istockphoto.com
host    gettyimages.co.uk freepik.com flaticon.com
