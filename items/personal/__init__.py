"""What a person sets for themselves (个人设置): telephone, digest, first view of the list, items followed."""
