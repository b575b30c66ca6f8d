# Print the cards of a file as Perl's Text::vCard reads them, a JSON list.
use strict;
use warnings;
use JSON::PP;
use Text::vCard::Addressbook;

sub values_of {
    my ($card, $name) = @_;
    return [map { $_->value } @{ $card->get($name) || [] }];
}

my @cards = map {
    {
        uid    => $_->UID,
        name   => $_->fullname,
        phones => values_of($_, 'tel'),
        emails => values_of($_, 'email'),
    }
} Text::vCard::Addressbook->load([$ARGV[0]])->vcards;
print JSON::PP->new->utf8->encode(\@cards);
