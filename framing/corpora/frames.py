"""The 14 policy frames of Boydstun and Card, in the spelling that every corpus, model and figure uses.

Boydstun, Card, Gross, Resnik and Smith (2014), Tracking the Development of Media Frames within and across Policy
Issues; Card, Boydstun, Gross, Resnik and Smith (2015), The Media Frames Corpus, ACL.
"""

from __future__ import annotations

FRAMES: dict[str, str] = {
    "economic": "costs, benefits, or other financial implications",
    "capacity_and_resources": "availability of physical, human or financial resources, and capacity of systems",
    "morality": "religious or ethical implications",
    "fairness_and_equality": "balance or distribution of rights, responsibilities and resources",
    "legality": "rights, freedoms and authority of individuals, corporations and government; courts and constitution",
    "policy_prescription": "specific policies proposed for addressing a problem, and how well policies work",
    "crime_and_punishment": "effectiveness and implications of laws and their enforcement",
    "security_and_defense": "threats to the welfare of the individual, community or nation, and protection from them",
    "health_and_safety": "health care, sanitation, public safety",
    "quality_of_life": "threats and opportunities for the individual's wealth, happiness and well-being",
    "cultural_identity": "traditions, customs or values of a social group in relation to an issue",
    "public_opinion": "attitudes and opinions of the general public, including polling and demographics",
    "political": "considerations related to politics and politicians, including lobbying, elections and votes",
    "external_regulation_and_reputation": "reputation or foreign policy of a nation, international relations",
}
"""Name of each frame and what it is about."""
