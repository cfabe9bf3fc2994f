import pytest

from genocore.errors import InputError
from genocore.evidence.roles import role_of, roles_of
from genocore.files import Source

FASTA = ">s1\nACGT\n"
VCF = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t7\t.\tA\tG\t.\t.\t.\n"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (FASTA, "sequences"),
        (VCF, "mutations"),
        ("Gene,Position,Type\nlacP,1,A>C\n", "mutations"),
        ("Hugo_Symbol,Chromosome,Start_Position,Variant_Classification\nTP53,17,7,Silent\n", "mutations"),
        ("CHROMOSOME\tPOSITION\tREF\tALT\n10\t5\tC\tA\n", "mutations"),
        ("gene,hgvs\nTP53,c.5A>G\n", "mutations"),
        ("Gene,HGVSc,Sample\nTP53,c.5A>G,s1\n", "mutations"),
        ("Gene,Expression_Mutated,Expression_Non_Mutated\nBAX,1,2\n", "expression"),
        ("Gene,s1,s2,s3,s4\nBAX,1,2,3,4\n", "expression"),
        ("gene,sample,tpm\nBAX,s1,3\n", "expression"),
        ("sample,TP53_status\ns1,MUT\n", "samples"),
        ("sample,age,status\ns1,44,MUT\ns2,31,WT\n", "samples"),
        ("sample,gene\ns1,BAX\n", "profiled"),
        ("gene,start,end,strand\nBAX,1,579,+\n", "regions"),
        ("chrom,start,end,gene,type\nchr1,1,579,BAX,CDS\n", "regions"),
    ],
)
def test_a_file_is_told_by_what_is_in_it(text, role):
    assert role_of(Source.from_text(text)) == role


def test_what_is_of_no_use_says_what_it_is():
    with pytest.raises(InputError, match=r"FA018.*a table of values.*'colour'"):
        role_of(Source.from_text("colour,width\nred,3\nblue,4\n"))
    with pytest.raises(InputError, match=r"FA002"):
        role_of(Source("x.csv", data=b"%PDF-1.7"))


def test_a_second_file_of_sequences_is_compared_unless_there_are_mutations():
    fasta, table = Source.from_text(FASTA), Source.from_text("Gene,Position,Type\ns1,1,A>C\n")
    assert roles_of([fasta, fasta]) == ["sequences", "mutated"]
    assert roles_of([fasta, fasta, table]) == ["sequences", "sequences", "mutations"]
