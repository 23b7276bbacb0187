// Empty until its first file arrives.
