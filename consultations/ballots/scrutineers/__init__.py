"""Who is named before a ballot opens to give its second signature: deputies, and scrutineers from outside."""
