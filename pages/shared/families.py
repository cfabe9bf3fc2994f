"""What is said about families of near copies before they are divided."""

from __future__ import annotations

from genocore.splitting.families import GIANT


def words(found: dict[str, float] | None, n: int) -> str:
    """Return in a sentence or two what was found, and what it means for the division."""
    if found is None:
        return "Near copies (on either strand) are looked for when training begins."
    if not found["related"]:
        return "No sequence has a near copy among the others."
    near = f"at least {found['identity']:.0%} identical, on either strand"
    if found["giant"] > GIANT:
        return (
            f"{found['giant']:.0%} of the sequences are one family of near copies ({near}), which cannot be divided: "
            "only exact copies are kept together. The score is about new members of this family."
        )
    text = f"{found['related']:,} of {n:,} sequences have a near copy ({near}), in {found['families']:,} families."
    if found["twins"]:
        text += f" {found['twins']:,} nearly equal pairs have different labels: composition cannot tell them apart."
    return text
